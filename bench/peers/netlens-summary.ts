// Prints the summary of each file it is given, one after another, and says on standard error how long each took, in
// milliseconds, as the programs of the peers do. It is bundled when a bench needs it.
import { summary } from "../../server/src/cli/commands/summary.ts";

const took: number[] = [];
for (const path of process.argv.slice(2)) {
  const began = performance.now();
  summary(path, {});
  took.push(performance.now() - began);
}
console.error(JSON.stringify({ took }));
