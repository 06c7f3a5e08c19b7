import classes from './share-bar.module.css';

export type Share = { readonly name: string; readonly percentage: number };

/** Shares of a whole, side by side. What it shows stands in fields beside it, too, so it is hidden from screen readers. */
export function ShareBar({ shares }: { readonly shares: readonly Share[] }) {
  return (
    <div className={classes.bar} aria-hidden>
      {shares
        .filter(({ percentage }) => percentage > 0)
        .map(({ name, percentage }) => (
          <div
            key={name}
            className={classes.share}
            data-colour={shares.findIndex((one) => one.name === name) % COLOURS}
            style={{ flexGrow: percentage }}
            title={`${name}: ${percentage} %`}
          >
            <span>{name}</span>
          </div>
        ))}
    </div>
  );
}

/** As many as the style sheet has. */
const COLOURS = 6;
