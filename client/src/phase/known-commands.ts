// Tells the server that lenses may name the commands of this client. It never registers them.
import type { ClientCapabilities, StaticFeature } from "vscode-languageclient";

export const knownCommands: StaticFeature = {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, netlensCommands: true };
  },
  initialize(): void {},
  getState: () => ({ kind: "static" }),
  clear(): void {},
};
