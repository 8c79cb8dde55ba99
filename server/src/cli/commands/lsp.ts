// `netlens lsp --stdio`: the language server for any editor.

/** Starts the server; it ends with the connection. */
export async function lsp(): Promise<number> {
  await import("../../lsp/node.ts");
  return new Promise(() => {});
}
