// The words of the protocol this server uses for tokens and triggers. It never colours anything.
export { semanticTokenModifiers, semanticTokenTypes } from "../ide/semantic-tokens.ts";

export const completionTriggers: string[] = [".", "=", "(", ",", " ", ">", '"', "'", "/", "["];
export const signatureTriggers: string[] = ["(", ","];
