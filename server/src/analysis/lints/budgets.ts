// Holds models against the limits of their project. It never judges a count that is not known.
import budgetExceeded from "../../diagnostics/budget-exceeded.ts";
import { report } from "../../diagnostics/define.ts";
import { paramsOfRun, runCost } from "../../model/costs.ts";
import type { Problem } from "../../model/frame.ts";
import type { ModelRun } from "../../model/graph.ts";
import { type Count, countText, isExact } from "../../tensor/count.ts";
import type { Analysis } from "../analysis.ts";

interface Limited {
  readonly words: string;
  readonly of: (run: ModelRun) => Count;
}

/** What can be limited, by the names the language has for it. */
export const limited: Readonly<Record<"params" | "trainable_params" | "macs" | "flops", Limited>> = {
  params: { words: "parameters", of: (run) => paramsOfRun(run).total },
  trainable_params: { words: "trainable parameters", of: (run) => paramsOfRun(run).trainable },
  macs: { words: "multiply-adds a sample", of: (run) => runCost(run, "macs") },
  flops: { words: "FLOPs a sample", of: (run) => runCost(run, "flops") },
};

/** Limits by what is limited. */
export type Budget = Readonly<Partial<Record<keyof typeof limited, number>>>;

export function budgets(analysis: Analysis): readonly Problem[] {
  const all = analysis.settings.budgets;
  if (Object.keys(all).length === 0) return [];
  return analysis.models.flatMap(({ part, run }): Problem[] => {
    const { name } = part.head;
    const budget: Budget = { ...all["*"], ...all[part.name] };
    if (!run || run.incomplete) return [];
    return Object.entries(budget).flatMap(([key, limit]): Problem[] => {
      const { words, of } = limited[key as keyof typeof limited];
      const count = of(run);
      const most = BigInt(limit);
      if (!isExact(count) || count <= most) return [];
      const facts = {
        model: part.name,
        what: words,
        count: countText(count),
        over: countText(count - most),
        limit: countText(most),
      };
      return [
        {
          report: report(budgetExceeded, facts),
          place: { statement: part.statement, file: part.file, start: name.start, end: name.end },
          related: [],
        },
      ];
    });
  });
}
