// Random small networks as texts of Net: branches, merges, operations, shared layers and nested models, all of one shape
// so that any two tensors fit together. It never makes a network with an error.
import fc from "fast-check";

/** What one line does with tensors made before it: `a` and `b` are places in the list of tensors. */
type Step = { readonly kind: number; readonly a: number; readonly b: number; readonly size: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(15),
  a: fc.nat(100),
  b: fc.nat(100),
  size: fc.integer({ min: 1, max: 9 }),
});

/** The text of a model `Net` whose tensors all have six steps of eight features. */
export const networks: fc.Arbitrary<string> = fc
  .record({
    inputs: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    several: fc.boolean(),
  })
  .map(({ inputs, steps, several }) => {
    const tensors = Array.from({ length: inputs }, (_, i) => `in${i}`);
    const lines = tensors.map((name) => `input ${name}: [6, 8]`);
    lines.push("shared twin: Dense(8)", "shared inner: Inner()");
    steps.forEach((one, i) => {
      const name = `t${i}`;
      lines.push(`${name} = ${lineOf(one, tensors, i)}`);
      tensors.push(name);
    });
    // Every tensor nobody used is an output, so that nothing is left out of the model.
    const used = new Set(lines.flatMap((line) => (line.split(" = ")[1] ?? "").match(/\b(in|t)\d+\b/g) ?? []));
    const ends = tensors.filter((name) => !used.has(name));
    const outputs = several
      ? ends.map((end) => `${end} -> Dense(8)`)
      : [ends.length > 1 ? `[${ends.join(", ")}] -> Concatenate()` : `${ends[0]!} -> Dense(8)`];
    return `model Inner() {
    input x: [6, 8]
    hidden: Dense(4, activation=relu)
    Dense(8)
}

model Net() {
${[...lines, `output ${outputs.join(", ")}`].map((line) => `    ${line}`).join("\n")}
}
`;
  });

function lineOf({ kind, a, b, size }: Step, tensors: readonly string[], i: number): string {
  const one = tensors[a % tensors.length]!;
  const two = tensors[b % tensors.length]!;
  switch (kind) {
    case 0:
      return `${one} -> Dense(8, activation=tanh)`;
    case 1:
      return `${one} -> label${i}: Dense(${size}, use_bias=False) -> Dense(8)`;
    case 2:
      return `${one} -> LayerNormalization()`;
    case 3:
      return `${one} -> twin`;
    case 4:
      return `${one} -> inner`;
    case 5:
      return `${one} -> Dropout(0.${size}) -> ReLU()`;
    case 6:
      return `[${one}, ${two}] -> Add()`;
    case 7:
      return `[${one}, ${two}] -> Concatenate() -> Dense(8)`;
    case 8:
      return `${one} + ${two}`;
    case 9:
      return `${one} * 0.${size}`;
    case 10:
      return `${one} -> LSTM(8, return_sequences=True)`;
    case 11:
      return `[${one}, ${two}] -> MultiHeadAttention(2, ${size})`;
    case 12:
      return `${one} -> Conv1D(8, ${size}, padding=same, trainable=False)`;
    case 13:
      return `${one}[:, :, ::-1] - ops.mean(${two}, axis=1, keepdims=True)`;
    case 14:
      return `${one} -> TimeDistributed(Dense(8)) -> Dropout(0.${size})`;
    default:
      return `ops.concatenate([${one}, ${two}], axis=-1) -> Dense(8)`;
  }
}
