// Loaded into the server of the scenes before its own code. It reads the time from a file, so that the shop has a past,
// and its pictures are reproducible. The database reads the same file.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const now = () => RealDate.parse(readFileSync(process.env.SCENE_CLOCK ?? '', 'utf8'));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [string], newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
});

// The server measures the time since its first reading of the date by this clock.
const begun = now();
performance.now = () => now() - begun;
