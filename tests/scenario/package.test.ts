// The Debian package in a bookworm of its own: it installs, its ExecStart serves as the service's
// user, it upgrades over a county that is kept, and it goes without taking the county along.
// Skipped, with the reason, where no such bookworm can be made.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { linli } from "./house";

const build = dirname(linli);
const COUNTY = "/var/lib/linli/county";
const NEWER = "0.1.1";
const PORT = 18420;

// Where this machine gets its packages from.
const mirror = (): string =>
  spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI) $(CODENAME)"], {
    encoding: "utf8",
  })
    .stdout?.split("\n")
    .find((line) => line.endsWith(" bookworm"))
    ?.split(" ")[0] ?? "";

function reason(): string {
  if (process.env["LINLI_POSTGRES"]) return "the package is the same on PostgreSQL";
  if (process.getuid?.() !== 0) return "only root makes a chroot";
  for (const program of ["debootstrap", "cpack", "dpkg-shlibdeps"])
    if (spawnSync("which", [program]).status !== 0) return `there is no ${program}`;
  if (spawnSync("unshare", ["--mount", "true"]).status !== 0) return "nothing may be mounted here";
  if (!existsSync(join(build, "CPackConfig.cmake"))) return "the program is of no build folder";
  return mirror() ? "" : "this machine has no packages of bookworm";
}

let why = reason();
let root = "";
let server: ChildProcess | undefined;

const inside = (...words: string[]): { code: number; out: string } => {
  const it = spawnSync("chroot", [root, ...words], {
    encoding: "utf8",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    maxBuffer: 1 << 26,
  });
  return { code: it.status ?? -1, out: it.stdout + it.stderr };
};
const done = (...words: string[]): string => {
  const it = inside(...words);
  assert.equal(it.code, 0, `${words.join(" ")}\n${it.out}`);
  return it.out;
};
function packed(version?: string): string {
  const words = ["--config", "CPackConfig.cmake", "-B", join(root, "packed")];
  if (version) words.push("-D", `CPACK_PACKAGE_VERSION=${version}`);
  execFileSync("cpack", words, { cwd: build, stdio: ["ignore", "ignore", "inherit"] });
  const made = execFileSync("ls", [join(root, "packed")], { encoding: "utf8" })
    .split("\n")
    .find((name) => name.endsWith(".deb") && (!version || name.includes(version)));
  assert.ok(made);
  copyFileSync(join(root, "packed", made), join(root, "linli.deb"));
  rmSync(join(root, "packed"), { recursive: true });
  return "/linli.deb";
}
// What systemd would start, as the user it would start it as.
async function start(): Promise<void> {
  const unit = readFileSync(join(root, "usr/lib/systemd/system/linli.service"), "utf8");
  const line = (name: string): string => new RegExp(`^${name}=(.*)$`, "m").exec(unit)![1]!;
  const as = ["runuser", "-u", line("User"), "--"];
  done(...as, ...line("ExecStartPre").split(" "));
  const words = [...as, ...line("ExecStart").split(" "), "--port", String(PORT)];
  server = spawn("chroot", [root, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((ready, fail) => {
    server!.stdout!.on("data", (text: Buffer) => {
      if (text.toString().includes("linli serves")) ready();
    });
    server!.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
  });
}
async function stop(): Promise<void> {
  if (!server) return;
  const ended = new Promise((finish) => server!.once("exit", finish));
  server.kill("SIGTERM");
  await ended;
  server = undefined;
}
const healthy = async (): Promise<string> =>
  (await fetch(`http://127.0.0.1:${PORT}/healthz`)).text();

before(() => {
  if (why) return;
  root = mkdtempSync(join(tmpdir(), "linli-bookworm-"));
  chmodSync(root, 0o755); // the service's user comes through it
  const made = spawnSync("debootstrap", ["--variant=minbase", "bookworm", root, mirror()]);
  if (made.status !== 0) return void (why = "a bookworm could not be fetched");
  execFileSync("mount", ["-t", "proc", "proc", join(root, "proc")]);
  if (inside("apt-get", "install", "--yes", "-qq", "adduser", "ca-certificates").code !== 0)
    why = "the bookworm reaches no packages";
});
after(async () => {
  await stop();
  if (root) spawnSync("umount", [join(root, "proc")]);
  if (root) rmSync(root, { recursive: true, force: true });
});

test("the package installs, serves as its own user, upgrades, and leaves the county", async (t) => {
  if (why) return t.skip(why);
  done("apt-get", "install", "--yes", "--no-install-recommends", "-qq", packed());
  assert.match(done("linli", "--version"), /linli 0\.1\.0/);
  assert.equal(statSync(join(root, "var/lib/linli")).mode & 0o777, 0o700);
  assert.equal(statSync(join(root, "etc/linli/linli.toml")).mode & 0o777, 0o640);
  const as = ["runuser", "-u", "linli", "--"];
  const made = done(
    ...[...as, "linli", "init", "--data", COUNTY, "--pack", "/usr/share/linli/packs/zhijiang"],
  );
  assert.match(made, /one-time token/);
  await start();
  assert.equal(await healthy(), '{"well":true}');
  const backup = [...as, "linli", "backup", "--data", COUNTY, "--to", "/var/lib/linli/backup"];
  assert.match(done(...backup), /backed up and verified/, "the operator's socket works, too");
  await stop();
  // What the county changed of its configuration stays.
  done("sed", "-i", "s/^log = true/log = false/", "/etc/linli/linli.toml");
  done("apt-get", "install", "--yes", "--no-install-recommends", "-qq", packed(NEWER));
  assert.ok(done("dpkg-query", "-W", "-f", "${Version}", "linli").startsWith(NEWER));
  assert.match(readFileSync(join(root, "etc/linli/linli.toml"), "utf8"), /^log = false/m);
  await start();
  assert.equal(await healthy(), '{"well":true}');
  await stop();
  const verify = [...as, "linli", "verify", "--data", COUNTY];
  assert.match(done(...verify), /intact/);
  done("apt-get", "purge", "--yes", "-qq", "linli");
  assert.ok(!existsSync(join(root, "usr/bin/linli")) && !existsSync(join(root, "etc/linli")));
  for (const kept of [COUNTY, COUNTY + "-keys", "/var/lib/linli/backup"])
    assert.ok(existsSync(join(root, kept)), kept);
});

test("systemd takes the unit, and finds it little exposed", (t) => {
  if (spawnSync("which", ["systemd-analyze"]).status !== 0)
    return t.skip("there is no systemd-analyze");
  const unit = join(import.meta.dirname, "../../../packaging/linli.service");
  const exposed = spawnSync(
    "systemd-analyze",
    ["security", "--offline=yes", "--threshold=15", unit],
    { encoding: "utf8" },
  );
  assert.equal(exposed.status, 0, exposed.stdout.split("\n").slice(-3).join("\n") + exposed.stderr);
  const verified = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
  const faults = verified.stderr
    .split("\n")
    .filter((line) => line.includes("linli.service") && !line.includes("is not executable"));
  assert.deepEqual(faults, []);
});
