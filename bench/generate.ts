// Writes models of any size for the benches: a transformer unrolled line by line, and the same as blocks and loops.
// It never analyses what it writes.

/** Layer lines in one encoder of the unrolled transformer. */
const linesOfEncoder = 10;

/** A transformer of about `layers` one-line layers, each line written out. */
export function unrolled(layers: number): string {
  const lines = ["model Transformer {", "    input tokens: [128] int32", "    Embedding(32000, 256)"];
  const encoders = Math.max(1, Math.round((layers - 2) / linesOfEncoder));
  for (let n = 0; n < encoders; n++) {
    const wide = 512 + 64 * (n % 8);
    lines.push(
      "",
      `    # Encoder ${n}`,
      `    h${n} = Dropout(0.1)`,
      `    n${n} = LayerNormalization(epsilon=1e-6)`,
      `    [n${n}, n${n}] -> attention_${n}: MultiHeadAttention(8, 32)`,
      "    Dropout(0.1)",
      `    a${n} = [h${n}, attention_${n}] -> Add()`,
      "    LayerNormalization(epsilon=1e-6)",
      `    Dense(${wide}, activation="gelu")`,
      "    Dense(256)",
      `    m${n} = Dropout(0.1)`,
      `    [a${n}, m${n}] -> Add()`,
    );
  }
  lines.push("", "    GlobalAveragePooling1D()", '    Dense(10, activation="softmax")', "}", "");
  return lines.join("\n");
}

/** The same transformer with its encoder as a block, used by a loop. */
export function looped(layers: number): string {
  return `block encoder(wide=512) {
    input x
    n = x -> LayerNormalization(epsilon=1e-6)
    attended = [n, n] -> MultiHeadAttention(8, 32)
    Dropout(0.1)
    a = [x, attended] -> Add()
    LayerNormalization(epsilon=1e-6)
    Dense(wide, activation="gelu")
    Dense(256)
    Dropout(0.1)
    m = Dropout(0.1)
    output [a, m] -> Add()
}

model Transformer {
    input tokens: [128] int32
    Embedding(32000, 256)
    repeat ${Math.max(1, Math.round((layers - 2) / linesOfEncoder))} {
        encoder()
    }
    GlobalAveragePooling1D()
    Dense(10, activation="softmax")
}
`;
}
