import {
  BUCKETS,
  type Flag,
  type OverrideStep,
  type RolloutStep,
  type RuleStep,
  type SplitFinding,
  type TraceStep,
} from '@burgee/contracts';
import { Badge } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { Countdown } from '../../ui/countdown.tsx';
import { PrerequisiteList } from '../verdict/prerequisite-list.tsx';
import { isOverride, stepSentence, stepTitle, type StepTone, toneOf } from '../verdict/step-words.ts';
import { rolloutWords, splitWords } from './bucket-words.ts';
import { ClauseList } from './clause-list.tsx';
import { RangeBar } from './range-bar.tsx';
import classes from './trace-timeline.module.css';

export type TraceTimelineProps = { readonly trace: readonly TraceStep[]; readonly rules: Flag['rules'] };

/** Shows every layer and rule in order of precedence, its finding, and whether it was reached. */
export function TraceTimeline({ trace, rules }: TraceTimelineProps) {
  return (
    <ol className={classes.list} aria-label="Layers in order of precedence">
      {trace.map((step, index) => (
        <TraceStepItem key={`${index} ${step.layer}`} step={step} rules={rules} />
      ))}
    </ol>
  );
}

function TraceStepItem({ step, rules }: { readonly step: TraceStep; readonly rules: Flag['rules'] }) {
  const tone = toneOf(step);
  return (
    <li className={classes.step} data-tone={tone}>
      <span className={classes.dot} aria-hidden>
        {ICONS[tone]}
      </span>
      <div className={classes.body}>
        <div className={classes.title}>
          {stepTitle(step, rules)}
          {isOverride(step) && step.priority !== undefined && (
            <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
              priority {step.priority}
            </Badge>
          )}
          <ToneBadge tone={tone} />
        </div>
        <p className={classes.sentence}>{stepSentence(step)}</p>
        {isOverride(step) && step.createdBy !== undefined && <SetBy step={step} />}
        {step.layer === 'prerequisites' && <PrerequisiteList prerequisites={step.prerequisites} />}
        {step.layer === 'rule' && step.condition && <ClauseList condition={step.condition} />}
        {(step.layer === 'rule' || step.layer === 'rollout') && <Buckets step={step} />}
      </div>
    </li>
  );
}

const ICONS: Readonly<Record<StepTone, ReactNode>> = {
  decides: <IconCheck size={14} stroke={3} />,
  stops: <IconX size={14} stroke={3} />,
  shadowed: <IconMinus size={12} stroke={2.5} />,
  passed: <IconMinus size={12} stroke={2.5} />,
  'not reached': null,
};

/** White text on each color is readable in both schemes. */
const BADGES: Readonly<Record<Exclude<StepTone, 'passed'>, { readonly label: string; readonly color?: string }>> = {
  decides: { label: 'Decides', color: '#1b7a3d' },
  stops: { label: 'Turns it off', color: 'red.8' },
  shadowed: { label: 'Shadowed' },
  'not reached': { label: 'Not reached' },
};

function ToneBadge({ tone }: { readonly tone: StepTone }) {
  if (tone === 'passed') return null;
  const { label, color } = BADGES[tone];
  if (color !== undefined) {
    return (
      <Badge color={color} variant="filled" size="sm" tt="none">
        {label}
      </Badge>
    );
  }
  return (
    <Badge color="gray" variant="outline" size="sm" tt="none" c="dimmed" style={{ borderStyle: 'dashed' }}>
      {label}
    </Badge>
  );
}

function SetBy({ step: { createdBy = '', reason, expiresAt = null } }: { readonly step: OverrideStep }) {
  return (
    <p className={classes.who}>
      Set by <ActorName actor={createdBy} />
      {reason && <>: “{reason}”</>}, <Countdown at={expiresAt} />
    </p>
  );
}

/** Shows the percentage of an evaluated rollout and the chosen range of its split. */
function Buckets({ step }: { readonly step: RuleStep | RolloutStep }) {
  const { outcome, percentage, basis, bucket, split } = step;
  if (percentage === undefined || basis === undefined) return null;
  return (
    <div className={classes.bar}>
      <RangeBar
        from={0}
        to={percentage * (BUCKETS / 100)}
        total={BUCKETS}
        bucket={bucket}
        words={rolloutWords({ percentage, basis, bucket }, outcome === 'won')}
      />
      {split && <SplitBar split={split} />}
    </div>
  );
}

function SplitBar({ split }: { readonly split: SplitFinding }) {
  if (split.basis === 'first') return <p className={classes.sentence}>{splitWords(split)}</p>;
  const { from, to, total, bucket } = split;
  return <RangeBar from={from} to={to} total={total} bucket={bucket} words={splitWords(split)} />;
}
