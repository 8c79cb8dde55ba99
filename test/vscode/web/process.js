// What the assertions of the suite ask of Node's `process`. It is theirs alone: the extension must do without one.
export const processForTests = { env: {}, emitWarning: () => {} };
