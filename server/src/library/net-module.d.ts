// A `.net` file imported as text, by the bundler or the tests' loader.
declare module "*.net" {
  const text: string;
  export default text;
}
