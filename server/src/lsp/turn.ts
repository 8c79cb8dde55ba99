// A turn of the event loop, in Node and in a web worker: what has arrived by then is read in it. It never waits longer.

/** Goes on after the messages that have arrived were handed out. */
export const turn: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((done) => setImmediate(done))
    : () => new Promise((done) => setTimeout(done, 0));
