import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The blue of signal flags, dark enough for white text on it. */
const sea: MantineColorsTuple = [
  '#edf4fc',
  '#d6e5f6',
  '#abc9ec',
  '#7dabe1',
  '#5691d6',
  '#3b7fce',
  '#2a70c0',
  '#1f5fa8',
  '#174d8b',
  '#103c6f',
];

/** A bluish gray for surfaces and lines of the dark scheme. */
const dark: MantineColorsTuple = [
  '#d3dae3',
  '#b4bfcc',
  '#94a1b2',
  '#6f7d90',
  '#3c4655',
  '#2a313c',
  '#202732',
  '#181d25',
  '#11151b',
  '#0b0e13',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  colors: { sea, dark },
  fontFamily: "Inter, 'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' } } },
  defaultRadius: 'md',
  cursorType: 'pointer',
  // The focus ring appears only for keyboard users.
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 200,
        multiline: true,
        maw: 300,
        events: { hover: true, focus: true, touch: true },
        portalProps: { target: '#main' },
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.5 },
        // The modal's head is a <header>, but the banner landmark belongs to the shell.
        attributes: { header: { role: 'presentation' } },
        styles: { title: { fontWeight: 600, fontSize: '1.0625rem', lineHeight: 1.3 } },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    // Focuses the first item rather than a placeholder that is not an item.
    Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
    // Popovers belong to the main landmark instead of standing outside all landmarks.
    Popover: { defaultProps: { portalProps: { target: '#main' } } },
    Paper: { defaultProps: { withBorder: true } },
  },
});

const PALETTES = [
  'red',
  'pink',
  'grape',
  'violet',
  'indigo',
  'blue',
  'cyan',
  'teal',
  'green',
  'lime',
  'yellow',
  'orange',
];

/** Colors of badges and buttons: white on a color, and the color on its own tint, each with a contrast of at least 4.5:1. */
function readableColors(lightText: (palette: string) => string): Record<string, string> {
  const entries = [...PALETTES, 'gray'].flatMap((palette) => [
    [`--mantine-color-${palette}-filled`, `color-mix(in srgb, var(--mantine-color-${palette}-9), black 22%)`],
    [`--mantine-color-${palette}-filled-hover`, `color-mix(in srgb, var(--mantine-color-${palette}-9), black 34%)`],
    [`--mantine-color-${palette}-light-color`, lightText(palette)],
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Gives dimmed text a contrast of at least 4.5:1 on the page and on panels. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...readableColors((palette) => `color-mix(in srgb, var(--mantine-color-${palette}-9), black 30%)`),
    '--mantine-color-dimmed': '#5b6675',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a222d',
    '--mantine-color-placeholder': '#6b7683',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    ...readableColors((palette) => `var(--mantine-color-${palette}-2)`),
    '--mantine-color-dimmed': '#9aa6b5',
    '--mantine-color-body': '#181d25',
    '--mantine-color-text': '#dfe5ec',
    '--mantine-color-placeholder': '#8491a2',
    '--mantine-color-anchor': '#7dabe1',
    '--mantine-color-error': '#ff9a8f',
  },
});
