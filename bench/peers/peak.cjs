// Loaded into a Node program that is measured: writes its peak memory and processor time when it ends. It never changes what
// the program does.
const { writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

if (isMainThread && process.env.BENCH_PEAK) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1000;
    writeFileSync(process.env.BENCH_PEAK, JSON.stringify({ memory: maxRSS * 1024, cpu }));
  });
}
