// Plain JavaScript, and imported before anything else: an older Node cannot even load our TypeScript files, and says so
// in a way that helps nobody. npm puts the right Node first on the PATH by the package `node`, unless it was installed
// with --ignore-scripts.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `Burgee needs Node ${needed} or newer; this is ${process.version}. Run "npm ci" without --ignore-scripts.`,
  );
  process.exit(1);
}
