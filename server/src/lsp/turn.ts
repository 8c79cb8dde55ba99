// Turns of the event loop, in Node and in a web worker: what has arrived by then is read in them. It never waits longer.

/** Goes on after the messages that have arrived were handed out. */
export const turn: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((done) => setImmediate(done))
    : () => new Promise((done) => setTimeout(done, 0));

/** A few turns: what the client has sent by now, a cancellation for one, is read in them. */
export async function moment(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await turn();
}
