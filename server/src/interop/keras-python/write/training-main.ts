// The command line of a script that trains: which training, and `--smoke` to try it. It never writes a training.
import {
  assign,
  atom,
  block,
  call,
  keyword,
  line,
  type Python,
  type PythonStatement,
  strength,
} from "./python.ts";
import type { Session } from "./session.ts";
import type { TrainingScript } from "./training.ts";

/** The command line of a script with training sections. */
export function trainingMain(session: Session, script: TrainingScript): readonly PythonStatement[] {
  session.imports.add("argparse");
  const { names } = script;
  const several = names.length > 1;
  const lines: PythonStatement[] = [
    assign("parser", call("argparse.ArgumentParser", [])),
    ...(several
      ? [
          assign("trainings", {
            pieces: [
              {
                open: "{",
                close: "}",
                comma: true,
                items: names.map((n) => atom(`"${n.name}": ${n.python}`)),
              },
            ],
            strength: strength.atom,
          } satisfies Python),
          line("", call("parser.add_argument", [atom('"training"'), keyword("choices", atom("trainings"))])),
        ]
      : []),
    line(
      "",
      call("parser.add_argument", [
        atom('"--smoke"'),
        keyword("action", atom('"store_true"')),
        keyword("help", atom('"one step on random data"')),
      ]),
    ),
    assign("args", call("parser.parse_args", [])),
    block("if ", atom("args.smoke"), [
      line("keras.config.set_max_epochs(1)"),
      line("keras.config.set_max_steps_per_epoch(1)"),
    ]),
    line(
      "",
      several
        ? call("trainings[args.training]", [keyword("smoke", atom("args.smoke"))])
        : call(names[0]!.python, [keyword("smoke", atom("args.smoke"))]),
    ),
  ];
  return [block('if __name__ == "__main__"', undefined, lines)];
}
