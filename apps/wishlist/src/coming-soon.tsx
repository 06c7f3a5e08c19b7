import type { FlagName } from '@burgee/flags';

export type ComingSoonProps = {
  readonly flag: FlagName;
  readonly title: string;
  readonly children: string;
};

/** Replaces a feature while its flag is off. */
export function ComingSoon({ flag, title, children }: ComingSoonProps) {
  return (
    <section className="card coming-soon" aria-label={`${title}: coming soon`}>
      <Pennant />
      <div>
        <p className="eyebrow">Coming soon</p>
        <h2>{title}</h2>
        <p>{children}</p>
        <p className="gate">
          behind <code>{flag}</code>
        </p>
      </div>
    </section>
  );
}

function Pennant() {
  return (
    <svg className="pennant" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M5 2v28" className="pole" />
      <path d="M6.5 4H28l-6 7 6 7H6.5z" className="cloth" />
    </svg>
  );
}
