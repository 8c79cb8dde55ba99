// ELK in this program, loaded when the first picture is laid out. It never decides what is laid out.
import type { ElkGraph } from "../model-view/elk-graph.ts";
import type { Engine } from "../model-view/layout.ts";

/** In a web worker ELK takes itself for the worker's program; the language server goes on to hear its own messages. */
const worker = globalThis as { onmessage?: unknown };

export async function createEngine(): Promise<Engine> {
  const before = worker.onmessage;
  const { default: Elk } = await import("elkjs/lib/elk.bundled.js");
  const elk = new Elk();
  if (worker.onmessage !== before) worker.onmessage = before;
  // ELK writes into what it is given.
  return async (graph) => (await elk.layout(structuredClone(graph) as never)) as unknown as ElkGraph;
}
