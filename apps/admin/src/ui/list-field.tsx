import { Box, TagsInput, type TagsInputProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { ListNotes, type ReadLine } from './list-notes.tsx';
import { addValues, type Separators, splitValues } from './value-list.ts';

type Passed =
  'label' | 'description' | 'placeholder' | 'data' | 'maxTags' | 'size' | 'clearable' | 'error' | 'aria-label';
export type ListFieldProps = Pick<TagsInputProps, Passed | 'flex' | 'miw' | 'w'> & {
  readonly 'data-autofocus'?: boolean;
  readonly values: readonly string[];
  readonly separators?: Separators;
  /** Whether a value may contain a comma. A line that was split can then be joined back into one value. */
  readonly mayBeOneText?: boolean;
  readonly onChange: (values: string[]) => void;
};

/** A list of values, typed or pasted with any common separator. Reports duplicates and offers to join a split line back. */
export function ListField({ values, separators = 'all', mayBeOneText = false, onChange, ...props }: ListFieldProps) {
  const { flex, miw, w, ...field } = props;
  const [text, setText] = useState('');
  const [duplicates, setDuplicates] = useState<readonly string[]>([]);
  const [line, setLine] = useState<ReadLine>();
  // The part of a line typed so far, up to its last separator.
  const begun = useRef<ReadLine>(undefined);

  function addText(raw: string, end = ''): void {
    const added = addValues(values, splitValues(raw, separators));
    const { text: before, values: others } = begun.current ?? { text: '', values: [] };
    const whole = { text: before + raw, values: [...others, ...added.values.slice(values.length)] };
    begun.current = end ? { ...whole, text: whole.text + end } : undefined;
    setLine(mayBeOneText && mayBeOneValue(whole) ? whole : undefined);
    setDuplicates(added.duplicates);
    setText('');
    onChange(added.values.slice(0, field.maxTags));
  }
  function changeValues(next: string[]): void {
    const more = next.slice(values.length).join('\n');
    if (more !== '') return addText(more === text.trim() ? text : more);
    begun.current = undefined;
    setLine(undefined);
    setDuplicates([]);
    onChange(next);
  }
  function joinLine({ text: joined, values: parts }: ReadLine): void {
    setLine(undefined);
    const others = values.filter((value) => !parts.includes(value));
    onChange([...addValues(others, [joined.trim()]).values]);
  }
  return (
    <Box flex={flex} miw={miw} w={w}>
      <TagsInput
        {...field}
        // `splitValues` does all splitting; the component's own splitting ignores case and drops duplicates silently.
        splitChars={[]}
        isDuplicate={(value, all) => all.includes(value)}
        onDuplicate={(value) => setDuplicates([value])}
        value={[...values]}
        onChange={changeValues}
        searchValue={text}
        onSearchChange={setText}
        onBlur={() => (begun.current = undefined)}
        onKeyDown={(event) => {
          if (separators === 'lines' || !isSeparator(event.key, text)) return;
          event.preventDefault();
          if (text.trim() !== '') addText(text, event.key);
        }}
      />
      <ListNotes duplicates={duplicates} line={line} onJoin={joinLine} />
    </Box>
  );
}

/** Inside open quotes, a comma is part of the value. */
function isSeparator(key: string, before: string): boolean {
  return (key === ',' || key === ';') && before.split('"').length % 2 === 1;
}

function mayBeOneValue({ text, values }: ReadLine): boolean {
  return values.length > 1 && !/[\t\r\n"]/.test(text.trim());
}
