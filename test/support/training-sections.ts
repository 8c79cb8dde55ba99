// Small models and short ways to write a training section about them. It never asserts.
import { type Analysis, analyze, defaultSettings, noFiles } from "../../server/src/analysis/analysis.ts";
import type { Target } from "../../server/src/model/training/training.ts";

/** `a` has 36 parameters, `b` 15; together 51. */
export const small = `model M {
    input x: [8]
    a: Dense(4, activation=relu)
    b: Dense(3, activation=softmax)
}
`;

export const gan = `model G {
    input z: [4]
    Dense(8)
}

model D {
    input x: [8]
    Dense(1, activation=sigmoid)
}

model GAN(g, d) {
    input z: [4]
    z -> g -> d
}
`;

/** one 54, norm 12 + 12, two 28; head 15: 121. */
export const nested = `model Base {
    input x: [8]
    one: Dense(6, activation=relu)
    norm: BatchNormalization()
    two: Dense(4, activation=relu)
}

model M {
    input x: [8]
    base: Base()
    b: Dense(3, activation=softmax)
}
`;

export const run = (source: string, target: Target = "keras3-tensorflow"): Analysis =>
  analyze("test.net", source, noFiles, { ...defaultSettings, target });

export const section = (models: string, body: string, of = "M"): string =>
  `${models}\ntraining t for ${of} {\n${body
    .split("; ")
    .map((line) => `    ${line}\n`)
    .join("")}}\n`;

export const codes = (analysis: Analysis): string[] =>
  analysis.findings.map(
    (finding) => `${finding.code}@${analysis.lines.position(finding.span.start).line + 1}`,
  );

export const names = (analysis: Analysis): string[] => analysis.findings.map((finding) => finding.code);

/** Trainable and layers of each phase; `!` where Keras stops. */
export const phases = (analysis: Analysis): string[] =>
  analysis.trainings[0]!.phases.map((p) =>
    `${p.trainable}/${p.nonTrainable} ${p.layers.join(",")}${p.stops ? "!" : ""}`.trim(),
  );

export const compile = "compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)";
export const again = "compile(optimizer=Adam(1e-5), loss=categorical_crossentropy)";
