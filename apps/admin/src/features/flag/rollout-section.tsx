import { RolloutEditor } from './rollout-editor.tsx';
import { Section } from './section.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

export function RolloutSection() {
  const { draft, edit } = useTargetingDraft();
  const hasRules = draft.rules.length > 0;
  return (
    <Section
      title="Rollout"
      description={hasRules ? 'How many get it of those whom no rule below answers.' : 'How many get it.'}
    >
      <RolloutEditor value={draft.rollout} path="rollout" onChange={(rollout) => edit({ rollout })} />
    </Section>
  );
}
