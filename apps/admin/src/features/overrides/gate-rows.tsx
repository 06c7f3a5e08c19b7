import type { Explanation, TraceStep } from '@burgee/contracts';
import { IconCalendarOff, IconHierarchy2, IconToggleLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { PrerequisiteList } from '../verdict/prerequisite-list.tsx';
import { stepSentence, stepTitle, type StepTone, toneOf } from '../verdict/step-words.ts';
import classes from './ladder.module.css';

const GATES = [
  { layer: 'kill switch', Icon: IconToggleLeft },
  { layer: 'expiry', Icon: IconCalendarOff },
  { layer: 'prerequisites', Icon: IconHierarchy2 },
] as const;

/** Shows the switch, the expiry and the prerequisites. Each can turn the flag off for the layers below. */
export function GateRows({ explanation }: { readonly explanation: Explanation | undefined }) {
  return GATES.map(({ layer, Icon }) => {
    const step = explanation?.trace.find((one) => one.layer === layer);
    return step && <GateRow key={layer} step={step} icon={<Icon size={18} stroke={1.7} aria-hidden />} />;
  });
}

type GateRowProps = { readonly step: TraceStep; readonly icon: ReactNode };

function GateRow({ step, icon }: GateRowProps) {
  const tone = toneOf(step);
  return (
    <li className={classes.rung}>
      <div className={classes.rail}>
        <span className={classes.knot} />
      </div>
      <div className={classes.divider} data-off={tone === 'stops' ? true : undefined}>
        {icon}
        <strong>{stepTitle(step, [])}</strong>
        <span>
          {stepSentence(step)} {EFFECTS[tone]}
        </span>
        {step.layer === 'prerequisites' && <PrerequisiteList prerequisites={step.prerequisites} />}
      </div>
    </li>
  );
}

const EFFECTS: Readonly<Record<StepTone, string>> = {
  stops: 'The layers below have no effect.',
  decides: '',
  shadowed: '',
  passed: '',
  'not reached': 'Not reached: a higher layer decides.',
};
