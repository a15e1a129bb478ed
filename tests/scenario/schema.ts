// scenario/schema.ts – every reply that a scenario sees is held against GET /openapi.json.
import Ajv2020 from "ajv/dist/2020";
import type { ValidateFunction } from "ajv";

interface Operation {
  operationId: string;
  "x-errors": string[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}
interface Rule {
  method: string;
  path: RegExp;
  name: string;
  errors: Set<string>;
  check?: ValidateFunction; // none: what it answers is no JSON
}

// What any route may refuse with: by the gate, the reader of bodies and the store.
const OF_ALL = /^(http|json|store)\.|^access\.(setting_up|session_unknown|session_ended)$/;

const known = new Map<string, Promise<Rule[]>>();

async function load(address: string): Promise<Rule[]> {
  const document = (await (await fetch(address + "/openapi.json")).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const rules: Rule[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const schema = operation.responses?.["200"]?.content?.["application/json"]?.schema;
      const pattern = new RegExp("^" + path.replace(/\{[^}]+\}/g, "[^/?]+") + "(\\?|$)");
      rules.push({
        method: method.toUpperCase(),
        path: pattern,
        name: operation.operationId,
        errors: new Set(operation["x-errors"]),
        ...(schema ? { check: ajv.compile(schema) } : {}),
      });
    }
  }
  // A path without parameters goes before one that has them: /me/lookups before /{id}.
  return rules.sort((a, b) => a.path.source.split("[^").length - b.path.source.split("[^").length);
}

async function rule_of(address: string, method: string, path: string): Promise<Rule | undefined> {
  if (!known.has(address)) known.set(address, load(address));
  return (await known.get(address)!).find((r) => r.method === method && r.path.test(path));
}

// Throws when a route refuses with what the OpenAPI document does not say of it.
export async function holdToErrors(
  address: string,
  method: string,
  path: string,
  code: string,
): Promise<void> {
  const rule = await rule_of(address, method, path);
  if (!rule || OF_ALL.test(code) || rule.errors.has(code)) return;
  throw new Error(`${method} ${path} (${rule.name}) answers ${code}, which it does not list`);
}

// Throws when a reply is not what the OpenAPI document says it is.
export async function holdToSchema(
  address: string,
  method: string,
  path: string,
  reply: unknown,
): Promise<void> {
  if (path === "/openapi.json") return;
  const rule = await rule_of(address, method, path);
  if (!rule?.check || rule.check(reply)) return;
  throw new Error(
    `${method} ${path} (${rule.name}) disagrees with /openapi.json: ` +
      JSON.stringify(rule.check.errors),
  );
}
