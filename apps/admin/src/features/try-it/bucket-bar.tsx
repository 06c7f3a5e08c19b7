import { BUCKETS } from '@burgee/contracts';
import classes from './bucket-bar.module.css';

export type BucketBarProps = { readonly bucket: number | undefined; readonly percentage: number };

/** How far the percentage reaches, and where this context stands. */
export function BucketBar({ bucket, percentage }: BucketBarProps) {
  const place = bucket === undefined ? undefined : (100 * bucket) / BUCKETS;
  const isIn = place === undefined ? percentage > 0 : place < percentage;
  const rounded = Number(percentage.toFixed(3));
  const reach = Math.round(percentage * 1000).toLocaleString('en');
  return (
    <div className={classes.frame} data-in={isIn || undefined}>
      <div className={classes.track} aria-hidden>
        <div className={classes.reach} style={{ width: `${Math.min(100, Math.max(0, percentage))}%` }} />
        {place !== undefined && <div className={classes.mark} style={{ left: `${place}%` }} />}
      </div>
      <p className={classes.words}>
        {bucket === undefined
          ? `${rounded} %, without a bucket.`
          : `Bucket ${bucket.toLocaleString('en')} is ${isIn ? 'within' : 'beyond'} the first ${reach} of 100,000, which are ${rounded} %.`}
      </p>
    </div>
  );
}
