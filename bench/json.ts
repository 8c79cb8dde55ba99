// The same layers as JSON in VS Code's JSON language service, parsed and validated, beside our analysis of the Net. It never
// goes through a protocol.
import { createRequire } from "node:module";
import { join } from "node:path";
import { analyze } from "../server/src/analysis/analysis.ts";
import { layersOf, paramsOf } from "../server/src/model/costs.ts";
import { asJson, jsonSchema, unrolled } from "./generate.ts";
import { installPeers } from "./peers.ts";
import { bench } from "./processes.ts";
import { atMost, layers, quantile, type Row, times } from "./rows.ts";

interface JsonService {
  configure(options: object): void;
  parseJSONDocument(document: object): object;
  doValidation(document: object, parsed: object, settings: object, schema: object): Promise<unknown[]>;
}

export async function run(): Promise<Row[]> {
  installPeers();
  const group = "VS Code's JSON service: the same layers parsed and validated, in this process, warmed up";
  const count = 10_000;
  const { getLanguageService, TextDocument } = createRequire(join(bench, "package.json"))(
    "vscode-json-languageservice",
  ) as {
    getLanguageService: (options: object) => JsonService;
    TextDocument: { create(uri: string, language: string, version: number, text: string): object };
  };
  const service = getLanguageService({});
  service.configure({ validate: true, allowComments: false });
  const theirs = async (version: number, data: string): Promise<void> => {
    const document = TextDocument.create("file:///bench.json", "json", version, data);
    const found = await service.doValidation(document, service.parseJSONDocument(document), {}, jsonSchema);
    if (found.length > 0) throw new Error(`The JSON is not valid: ${JSON.stringify(found[0])}`);
  };
  const ours = (net: string): void => {
    const { findings, models } = analyze("bench.net", net);
    for (const { run } of models) if (run) paramsOf(layersOf(run));
    if (findings.some(({ severity }) => severity === "error")) throw new Error(findings[0]!.message);
  };
  // Turn by turn, so that what disturbs one disturbs the other.
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < 14; round++) {
    const [net, data] = [unrolled(count, round + 1), asJson(count, round + 1)];
    const began = performance.now();
    ours(net);
    const between = performance.now();
    await theirs(round, data);
    const ended = performance.now();
    if (round < 4) continue;
    own.push(between - began);
    peer.push(ended - between);
  }
  const size = layers(count);
  const target = atMost(quantile(own, 0.5), quantile(peer, 0.5), 3, "the JSON service");
  const lines = (text: string): string => `${(text.length / 1e3).toFixed(0)} kB of text`;
  return [
    { group, what: "JSON service: syntax and schema", size, ...times(peer), note: lines(asJson(count)) },
    {
      group,
      what: "Netlens: all shapes, counts, problems",
      size,
      ...times(own),
      note: lines(unrolled(count)),
      targets: [target],
    },
  ];
}
