// Plain JavaScript, imported before anything else: an older Node cannot load our TypeScript files and fails with an
// unhelpful message. The package `node` puts the right Node first on npm's PATH, unless it was installed with
// --ignore-scripts.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `Burgee needs Node ${needed} or newer; this is ${process.version}. Run "npm ci" without --ignore-scripts.`,
  );
  process.exit(1);
}
