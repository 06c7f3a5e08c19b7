import { Box, TagsInput, type TagsInputProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { ListNotes, type ReadLine } from './list-notes.tsx';
import { addValues, splitValues, type Separators } from './value-list.ts';

type Passed =
  'label' | 'description' | 'placeholder' | 'data' | 'maxTags' | 'size' | 'clearable' | 'error' | 'aria-label';
export type ListFieldProps = Pick<TagsInputProps, Passed | 'flex' | 'miw' | 'w'> & {
  readonly 'data-autofocus'?: boolean;
  readonly values: readonly string[];
  readonly separators?: Separators;
  /** Whether a value may contain a comma: a line that was read as a list can then still become one value. */
  readonly mayBeOneText?: boolean;
  readonly onChange: (values: string[]) => void;
};

/** A list of values, typed or pasted in any usual form. Duplicates are reported; a line that could be one text is asked about. */
export function ListField({ values, separators = 'all', mayBeOneText = false, onChange, ...props }: ListFieldProps) {
  const { flex, miw, w, ...field } = props;
  const [text, setText] = useState('');
  const [duplicates, setDuplicates] = useState<readonly string[]>([]);
  const [line, setLine] = useState<ReadLine>();
  // A line that is typed value by value, up to its last comma.
  const begun = useRef<ReadLine>(undefined);

  function add(raw: string, end = ''): void {
    const added = addValues(values, splitValues(raw, separators));
    const { text: before, values: others } = begun.current ?? { text: '', values: [] };
    const whole = { text: before + raw, values: [...others, ...added.values.slice(values.length)] };
    begun.current = end ? { ...whole, text: whole.text + end } : undefined;
    setLine(mayBeOneText && mayBeText(whole) ? whole : undefined);
    setDuplicates(added.duplicates);
    setText('');
    onChange(added.values.slice(0, field.maxTags));
  }
  function change(next: string[]): void {
    const more = next.slice(values.length).join('\n');
    if (more !== '') return add(more === text.trim() ? text : more);
    begun.current = undefined;
    setLine(undefined);
    setDuplicates([]);
    onChange(next);
  }
  function join({ text: joined, values: parts }: ReadLine): void {
    setLine(undefined);
    const others = values.filter((value) => !parts.includes(value));
    onChange([...addValues(others, [joined.trim()]).values]);
  }
  return (
    <Box flex={flex} miw={miw} w={w}>
      <TagsInput
        {...field}
        // Everything is split by `splitValues`; the component's own way ignores case, and drops duplicates silently.
        splitChars={[]}
        isDuplicate={(value, all) => all.includes(value)}
        onDuplicate={(value) => setDuplicates([value])}
        value={[...values]}
        onChange={change}
        searchValue={text}
        onSearchChange={setText}
        onBlur={() => (begun.current = undefined)}
        onKeyDown={(event) => {
          if (separators === 'lines' || !isSeparator(event.key, text)) return;
          event.preventDefault();
          if (text.trim() !== '') add(text, event.key);
        }}
      />
      <ListNotes duplicates={duplicates} line={line} onJoin={join} />
    </Box>
  );
}

/** Within quotes that are still open, a comma is part of the value. */
function isSeparator(key: string, before: string): boolean {
  return (key === ',' || key === ';') && before.split('"').length % 2 === 1;
}

function mayBeText({ text, values }: ReadLine): boolean {
  return values.length > 1 && !/[\t\r\n"]/.test(text.trim());
}
