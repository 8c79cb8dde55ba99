// What is said about mistakes in training sections: every example, every fix, and that one mistake is one diagnostic.
import { strict as assert } from "node:assert";
import { allDiagnostics } from "../../server/src/diagnostics/catalogue.ts";
import { targets } from "../../server/src/model/training/training.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { again, codes, compile, names, nested, run, section, small } from "../support/training-sections.ts";

describe("training: diagnostics", () => {
  const unmarked = (text: string): { text: string; start: number; end: number } => {
    const start = text.indexOf("[!");
    return { text: text.replace("[!", "").replace("!]", ""), start, end: text.indexOf("!]") - 2 };
  };
  for (const diagnostic of allDiagnostics.filter((d) => d.code.startsWith("train-"))) {
    it(diagnostic.code, () => {
      const { text, start, end } = unmarked(diagnostic.wrong);
      const analysis = run(text);
      assert.deepEqual(
        analysis.findings.map((f) => [f.code, f.span.start, f.span.end]),
        [[diagnostic.code, start, end]],
      );
      const { message } = analysis.findings[0]!;
      assert.ok(message.length > 20 && !/undefined|\[object/.test(message), message);
      assert.deepEqual(
        run(diagnostic.right).findings.map((f) => f.message),
        [],
      );
      for (const fix of analysis.fixes(analysis.findings[0]!)) {
        const mended = run(applyEdits(text, fix.edits));
        assert.deepEqual(
          mended.findings
            .filter((f) => f.severity !== "information")
            .map((f) => `${fix.title}: ${f.message}`),
          [],
        );
      }
    });
  }
  it("does not remove the only `compile`, that of a loop", () => {
    const analysis = run(
      `${small}training t for M {\n    repeat 2 {\n        compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n        fit()\n    }\n}\n`,
    );
    const [found] = analysis.findings.filter(({ code }) => code === "train-optimizer-reset");
    assert.match(found!.message, /put it before the loop/);
    assert.deepEqual(analysis.fixes(found!), []);
  });
  it("never throws, and every fix leaves a file that can be read", () => {
    const pool = [
      "freeze base",
      "unfreeze base.one",
      "freeze b",
      "freeze model",
      "unfreeze model",
      "freeze base except base.two",
      compile,
      again,
      "fit(x)",
      "fit(x)",
      "for l in base.layers[:2] { l.trainable = False }",
      "if True { freeze base }",
      "repeat 2 { fit(x) }",
      "base.one.enable_lora(2)",
    ];
    let seed = 7;
    const random = (n: number): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return (seed >> 8) % n;
    };
    for (let i = 0; i < 200; i++) {
      const body = Array.from({ length: 2 + random(6) }, () => pool[random(pool.length)]!).join("\n    ");
      const analysis = run(`${nested}\ntraining t for M {\n    ${body}\n}\n`, targets[i % 4]);
      for (const finding of analysis.findings) {
        assert.ok(!/undefined|\[object|NaN/.test(finding.message), finding.message);
        for (const fix of analysis.fixes(finding))
          assert.deepEqual(run(applyEdits(analysis.text, fix.edits)).tree.problems, [], body);
      }
    }
  });
  const rows: [string, string[]][] = [
    [`${compile}; fit(x); freeze a; fit(x)`, ["train-flag-after-compile@10"]],
    [`${compile}; fit(x); freeze a; ${again}; fit(x)`, []],
    [`${compile}; freeze a; ${again}; fit(x)`, ["train-compile-unused@8"]],
    [`${compile}; for l in model.layers[:2] { l.trainable = False }; fit(x)`, ["train-flag-after-compile@9"]],
    [`fit(x); ${compile}; fit(x)`, ["train-fit-before-compile@8"]],
    [`freeze a; freeze b; ${compile}; fit(x)`, ["train-nothing-trainable@11"]],
    [`${compile}; freeze model; fit(x)`, ["train-flag-after-compile@9"]],
    [`freeze a; freeze a; ${compile}; fit(x)`, ["train-freeze-no-effect@9"]],
    [`freeze a`, []],
    [compile, []],
  ];
  for (const [body, expected] of rows)
    it(body, () => assert.deepEqual(codes(run(section(small, body))), expected));
  for (const target of targets) {
    for (const body of [
      `${compile}; freeze a; fit(x)`,
      `${compile}; fit(x); freeze a; fit(x)`,
      `freeze a; ${compile}; fit(x); unfreeze a; fit(x)`,
    ]) {
      it(`${body}: every fix mends it on ${target}`, () => {
        const analysis = run(section(small, body), target);
        assert.deepEqual(names(analysis), ["train-flag-after-compile"]);
        const fixes = analysis.fixes(analysis.findings[0]!);
        assert.equal(fixes.length, 2);
        for (const fix of fixes)
          assert.deepEqual(
            run(applyEdits(analysis.text, fix.edits), target).findings.map(
              (f) => `${fix.title}: ${f.message}`,
            ),
            [],
          );
      });
    }
  }
});
