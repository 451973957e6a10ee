// Judges an OpenAPI document by the specification's own schema, and answers by the document's schemas.
// node openapi.mjs DOCUMENT ANSWERS, where ANSWERS is a JSON list of { "schema": NAME, "answer": … }. Prints what is wrong, a line each.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const faults = [];

const verdict = await new Validator().validate(structuredClone(document));
if (!verdict.valid) faults.push(`the document: ${JSON.stringify(verdict.errors).slice(0, 2000)}`);

const references = (node) => Object.entries(node ?? {}).flatMap(([key, value]) =>
  key === "$ref" ? [value] : typeof value === "object" ? references(value) : []);
for (const reference of references(document)) {
  const target = reference.slice(2).split("/").reduce((at, part) => at?.[part], document);
  if (target === undefined) faults.push(`the document: ${reference} leads nowhere`);
}

const ajv = new Ajv.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "api", components: document.components });
const answers = JSON.parse(readFileSync(process.argv[3], "utf8"));
for (const { schema, answer } of answers) {
  const judge = ajv.getSchema(`api#/components/schemas/${schema}`);
  if (!judge) faults.push(`${schema}: there is no such schema`);
  else if (!judge(answer)) faults.push(`${schema}: ${ajv.errorsText(judge.errors)} in ${JSON.stringify(answer).slice(0, 400)}`);
}

for (const fault of faults) console.log(fault);
console.log(`${Object.keys(document.paths).length} paths, ${answers.length} answers, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
