// sbom.ts – what the program is made of, as a CycloneDX 1.5 bill of materials:
// node build/check/sbom.js PROGRAM FILE. `./dev build` writes it beside the program.
//
// Shared libraries are those that the linked program names, with the Debian package and version
// they come from on this machine; header-only ones are asked by package. What the pages hold is
// npm's own bill of web/package-lock.json. Sorted, without times: the same build, the same bytes.
import { execFileSync } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";

export interface Component {
  "bom-ref": string;
  type: "library";
  name: string;
  version: string;
  purl: string;
}

const HEADERS_ONLY = ["libboost1.81-dev"];
const kDistribution = "debian-12";

// The files behind the libraries that `ldd` lists.
export function libraries_of(ldd: string): string[] {
  return [...ldd.matchAll(/=> (\/\S+)/g)].map((match) => match[1] ?? "");
}

// Package and version of each file: "libpq5 15.18-0+deb12u1".
export function component(name: string, version: string, architecture: string): Component {
  const which = `${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
  const purl = `pkg:deb/debian/${which}?arch=${architecture}&distro=${kDistribution}`;
  return { "bom-ref": purl, type: "library", name, version, purl };
}

const say = (command: string, ...words: string[]): string =>
  execFileSync(command, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

function package_of(file: string): string {
  for (const path of [file, realpathSync(file), realpathSync(file).replace(/^\/usr/, "")]) {
    try {
      return say("dpkg-query", "-S", path).split(":")[0] ?? "";
    } catch {
      // Debian knows a library by /lib or by /usr/lib.
    }
  }
  throw new Error(`no package of Debian's holds ${file}`);
}

function debian_components(program: string): Component[] {
  const names = new Set([...libraries_of(say("ldd", program)).map(package_of), ...HEADERS_ONLY]);
  return [...names].sort().map((name) => {
    const wanted = "${Version} ${Architecture}";
    const told = say("dpkg-query", "-W", "-f", wanted, name);
    const [version = "", architecture = ""] = told.split(" ");
    return component(name, version, architecture);
  });
}

function page_components(): object[] {
  const bill = JSON.parse(
    execFileSync(
      "npm",
      ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"],
      { cwd: "web", encoding: "utf8" },
    ),
  ) as { components: { "bom-ref": string }[] };
  return bill.components.sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1));
}

function main(program: string, file: string): void {
  const version = /VERSION (\d+\.\d+\.\d+)/.exec(say("cat", "CMakeLists.txt"))?.[1] ?? "0";
  const components = [...debian_components(program), ...page_components()];
  const purl = `pkg:generic/linli@${version}`;
  const bill = {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: { "bom-ref": purl, type: "application", name: "linli", version, purl },
    },
    components,
  };
  writeFileSync(file, JSON.stringify(bill, null, 2) + "\n");
  console.log(`bill of materials: ${file}, ${components.length} components`);
}

if (process.argv[1]?.endsWith("sbom.js")) main(process.argv[2] ?? "", process.argv[3] ?? "");
