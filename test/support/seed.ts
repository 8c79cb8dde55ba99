// Property tests draw the same cases in each run, so that a red run means a change; `NETLENS_SEED=random npm run mocha` draws
// others. It holds no test.
import fc from "fast-check";

const { NETLENS_SEED: wanted } = process.env;
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted ?? 2026) });
