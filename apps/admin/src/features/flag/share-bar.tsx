import { formatPercent } from '../../ui/format/numbers.ts';
import classes from './share-bar.module.css';

export type Share = { readonly name: string; readonly percentage: number };

/** Shares of a whole, side by side. Hidden from screen readers, because the fields beside it have the same numbers. */
export function ShareBar({ shares }: { readonly shares: readonly Share[] }) {
  return (
    <div className={classes.bar} aria-hidden>
      {shares
        .filter(({ percentage }) => percentage > 0)
        .map(({ name, percentage }) => (
          <div
            key={name}
            className={classes.share}
            data-color={shares.findIndex((one) => one.name === name) % COLORS}
            style={{ flexGrow: percentage }}
            title={`${name}: ${formatPercent(percentage)}`}
          >
            <span>{name}</span>
          </div>
        ))}
    </div>
  );
}

/** The number of colors in the style sheet. */
const COLORS = 6;
