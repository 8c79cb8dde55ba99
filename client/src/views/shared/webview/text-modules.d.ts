// Files imported as text by the bundler.
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "elkjs/lib/elk-worker.min.js" {
  const text: string;
  export default text;
}
