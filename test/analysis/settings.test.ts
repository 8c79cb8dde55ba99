// What is wrong with the settings of a project, as the command line tells it.
import assert from "node:assert/strict";
import { settingsLeftOut } from "../../server/src/analysis/settings.ts";

const check = (what: string, settings: unknown, expected: readonly string[]): void => {
  it(what, () => assert.deepEqual(settingsLeftOut(settings), expected));
};

describe("settings that are left out", () => {
  check(
    "are none where all are known",
    { $schema: "x", target: "keras2", severities: { "arg-range": "off" } },
    [],
  );
  check("are names nothing has", { severites: {}, nope: 1 }, [
    "there is no setting `severites`; did you mean `severities`?",
    "there is no setting `nope`",
  ]);
  check("are codes and severities nothing has", { severities: { "arg-rang": "off", "arg-range": "of" } }, [
    "there is no diagnostic `arg-rang`; did you mean `arg-range`?",
    "`arg-range` may be error, warning, information, hint, off, and not `of`",
  ]);
  check("are targets nothing has", { target: "keras" }, [
    "there is no target `keras`; choose one of keras3-tensorflow, keras3-jax, keras3-torch, keras2",
  ]);
  check("are all of what is no object", [], ["settings are an object, `{…}`"]);
});
