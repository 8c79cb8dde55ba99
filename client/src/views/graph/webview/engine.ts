// ELK in a worker of the page's own: its program is part of this bundle, so nothing is fetched. It never decides what is laid
// out.
import ELK from "elkjs/lib/elk-api.js";
import program from "elkjs/lib/elk-worker.min.js" with { type: "text" };
import type { ElkGraph } from "../../../../../server/src/ide/model-view/elk-graph.ts";
import type { Engine } from "../../../../../server/src/ide/model-view/layout.ts";

/** Starts the worker at the first layout. */
export function createEngine(): Engine {
  let elk: InstanceType<typeof ELK> | undefined;
  const start = (): InstanceType<typeof ELK> => {
    const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    return new ELK({ workerFactory: () => new Worker(url) });
  };
  return async (graph) => {
    elk ??= start();
    // ELK writes into what it is given.
    return (await elk.layout(structuredClone(graph) as never)) as unknown as ElkGraph;
  };
}
