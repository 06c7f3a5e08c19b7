import type { ConditionFinding } from '@burgee/contracts';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import classes from '../verdict/finding-list.module.css';

/** The clauses that decided whether a rule's condition holds, each with the value in the context. */
export function ClauseList({ condition: { holds, clauses, hasMore } }: { readonly condition: ConditionFinding }) {
  if (clauses.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={holds ? 'Clauses that hold' : 'Clauses that do not hold'}>
      {clauses.map(({ path, detail, unreadable }) => (
        <li
          key={path.join('.')}
          className={classes.item}
          data-is={unreadable ? 'unreadable' : holds ? 'fine' : 'failed'}
        >
          <ClauseIcon holds={holds} isUnreadable={unreadable !== undefined} />
          <span>{detail}.</span>
        </li>
      ))}
      {hasMore && <li className={classes.more}>and more</li>}
    </ul>
  );
}

function ClauseIcon({ holds, isUnreadable }: { readonly holds: boolean; readonly isUnreadable: boolean }) {
  if (isUnreadable) return <IconAlertTriangle size={14} aria-hidden />;
  return holds ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />;
}
