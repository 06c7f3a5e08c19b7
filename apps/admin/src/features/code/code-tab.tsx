import type { Flag } from '@burgee/contracts';
import { Stack, Tabs, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { serverUrl } from '../../app/server-url.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { TextLink } from '../../ui/links.tsx';
import { type Language, LANGUAGES, snippetsOf } from './snippets.ts';

/** Code that reads this flag, in the language that was chosen last. */
export function CodeTab({ flag }: { readonly flag: Flag }) {
  const [language, setLanguage] = useLocalStorage<Language>({
    key: 'burgee-snippet-language',
    defaultValue: 'react',
    getInitialValueInEffect: false,
    deserialize: parseLanguage,
    serialize: (chosen) => chosen,
  });
  const snippets = snippetsOf({ flag, environment: flag.environment, url: serverUrl() });
  return (
    <Tabs value={language} onChange={(chosen) => setLanguage(parseLanguage(chosen))} variant="pills">
      <Tabs.List aria-label="Language" mb="md">
        {LANGUAGES.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {snippets[name].label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {LANGUAGES.map((name) => (
        <Tabs.Panel key={name} value={name}>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {snippets[name].description}
            </Text>
            <CodeBlock code={snippets[name].code} title={`${flag.key}, ${flag.type}`} />
            <Text size="sm" c="dimmed">
              If evaluation is not public, programs need a key: a web key in browsers, a server key on servers. Create
              one under{' '}
              <TextLink to="/keys" underline="always">
                Keys
              </TextLink>
              .
            </Text>
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** Falls back to React, because a browser may have stored a language of another version. */
function parseLanguage(text: string | null | undefined): Language {
  return LANGUAGES.find((name) => name === text) ?? 'react';
}
