// Loaded into a server by `--import`: shifts its clock by CLOCK_SHIFT_MS, immediately or CLOCK_SHIFT_AFTER_MS after the
// start.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const afterMs = Number(process.env.CLOCK_SHIFT_AFTER_MS ?? 0);
const RealDate = Date;
const begun = RealDate.now();
const now = () => {
  const real = RealDate.now();
  return real - begun >= afterMs ? real + shiftMs : real;
};

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }
  static now() {
    return now();
  }
};
