// scenario/schema.ts – every reply that a scenario sees is held against GET /openapi.json.
import Ajv2020 from "ajv/dist/2020";
import type { ValidateFunction } from "ajv";

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}
interface Rule {
  method: string;
  path: RegExp;
  name: string;
  check: ValidateFunction;
}

const known = new Map<string, Promise<Rule[]>>();

async function load(address: string): Promise<Rule[]> {
  const document = (await (await fetch(address + "/openapi.json")).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const rules: Rule[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const schema = operation.responses?.["200"]?.content?.["application/json"]?.schema;
      if (!schema) continue;
      const pattern = new RegExp("^" + path.replace(/\{[^}]+\}/g, "[^/?]+") + "(\\?|$)");
      rules.push({
        method: method.toUpperCase(),
        path: pattern,
        name: operation.operationId,
        check: ajv.compile(schema),
      });
    }
  }
  // A path without parameters goes before one that has them: /me/lookups before /{id}.
  return rules.sort((a, b) => a.path.source.split("[^").length - b.path.source.split("[^").length);
}

// Throws when a reply is not what the OpenAPI document says it is.
export async function holdToSchema(
  address: string,
  method: string,
  path: string,
  reply: unknown,
): Promise<void> {
  if (path === "/openapi.json") return;
  if (!known.has(address)) known.set(address, load(address));
  const rule = (await known.get(address)!).find((r) => r.method === method && r.path.test(path));
  if (!rule || rule.check(reply)) return;
  throw new Error(
    `${method} ${path} (${rule.name}) disagrees with /openapi.json: ` +
      JSON.stringify(rule.check.errors),
  );
}
