// What a thread of the index runs in tests: the language server from its sources, with their loaders. It never runs in the
// tests' own thread.
import { register } from "tsx/esm/api";
import "../support/net-loader.js";

register();
await import("../../server/src/lsp/node.ts");
