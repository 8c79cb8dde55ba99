// A `.net` file of another program, such as a SPICE netlist. It never reads one.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<Record<never, never>>({
  code: "not-a-model",
  severity: "information",
  summary: "The file looks like a circuit netlist, not like a model.",
  message: () =>
    "this looks like a circuit netlist; Netlens reads neural networks and leaves this file alone (associate `*.net` with another language to hide this hint)",
  why: "Other programs use the extension `.net` as well. Nothing else is reported for such a file; the second extension of the language is `.nn`.",
  wrong: "[!* RC low-pass!]\nR1 in out 10k\nC1 out 0 100n\nV1 in 0 AC 1\n.tran 1u 10m\n.end\n",
  right: "model M {\n    input x: [5]\n    Dense(3)\n}\n",
});
