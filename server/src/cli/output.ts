// Words to the terminal: errors on standard error, results on standard output, colour only where it is wanted.
import pc from "picocolors";

/** Ends with code 2 and one line: wrong usage, or a file that cannot be read. */
export function fail(message: string): number {
  tell(message);
  return 2;
}

// A reader that closes early (`… | head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});

/** A message that stops nothing, on standard error. */
export const tell = (message: string): void => {
  process.stderr.write(`netlens: ${message}\n`);
};

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Colours for standard output; without effect in a pipe or with NO_COLOR. */
export const colors = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
