import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from 'react';
import type { ItemDraft } from './wishlist.ts';

export type ItemFormProps = {
  readonly initial?: ItemDraft;
  readonly takesFocus?: boolean;
  readonly onSubmit: (draft: ItemDraft) => void;
  readonly onCancel?: () => void;
  /** The form's buttons. */
  readonly children: ReactNode;
};

/** The fields of an item, validated by the browser. */
export function ItemForm({ initial, takesFocus = false, onSubmit, onCancel, children }: ItemFormProps) {
  const id = useId();
  const submitItem = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => (new FormData(form).get(name) as string).trim();
    onSubmit({ name: text('name'), note: text('note'), price: Number(text('price')) });
    form.reset();
  };
  const cancelByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel?.();
  };
  return (
    <form className="item-form" onSubmit={submitItem} onKeyDown={cancelByKey}>
      <label htmlFor={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        name="name"
        defaultValue={initial?.name}
        required
        pattern=".*\S.*"
        title="a name"
        maxLength={100}
        autoComplete="off"
        // The form replaces the button that had the focus.
        autoFocus={takesFocus}
      />
      <label htmlFor={`${id}-note`}>
        Note <span className="optional">(optional)</span>
      </label>
      <input id={`${id}-note`} name="note" defaultValue={initial?.note} maxLength={200} autoComplete="off" />
      <label htmlFor={`${id}-price`}>Price in euros</label>
      <input
        id={`${id}-price`}
        name="price"
        type="number"
        inputMode="decimal"
        min={0}
        max={1_000_000}
        step={0.01}
        defaultValue={initial?.price ?? ''}
        required
      />
      <div className="actions">{children}</div>
    </form>
  );
}
