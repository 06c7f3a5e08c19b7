import classes from './range-bar.module.css';

export type RangeBarProps = {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** The bucket of this context; without it, the bar has no needle. */
  readonly bucket: number | undefined;
  readonly words: string;
};

/** Shows a range of buckets and the position of this context. The text below states the same. */
export function RangeBar({ from, to, total, bucket, words }: RangeBarProps) {
  const percent = (place: number) => `${Math.min(100, Math.max(0, (100 * place) / total))}%`;
  return (
    <div className={classes.frame}>
      <div className={classes.track} aria-hidden>
        <div className={classes.reach} style={{ left: percent(from), width: percent(to - from) }} />
        {bucket !== undefined && <div className={classes.mark} style={{ left: percent(bucket) }} />}
      </div>
      <p className={classes.words}>{words}</p>
    </div>
  );
}
