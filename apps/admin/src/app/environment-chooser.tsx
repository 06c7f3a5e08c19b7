import { Badge, Box, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { EnvironmentDot } from '../ui/environment-dot.tsx';
import { useEnvironments } from './environment.tsx';
import classes from './shell.module.css';

/** Chooses the environment that every screen shows. The choice is part of the URL. */
export function EnvironmentChooser() {
  const { all, chosen } = useEnvironments();
  const navigate = useNavigate();
  if (!chosen) return null;
  const chooseEnvironment = (env: string) => void navigate({ to: '.', search: (search) => ({ ...search, env }) });
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.chooser}>
          <EnvironmentDot environment={chosen} />
          <VisuallyHidden>Environment:</VisuallyHidden>
          <Box flex={1} miw={0}>
            <Text size="sm" fw={600} truncate>
              {chosen.name}
            </Text>
          </Box>
          {chosen.isProduction && (
            <Badge size="xs" color="red" variant="filled">
              Live
            </Badge>
          )}
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={chosen.key} onChange={chooseEnvironment}>
          {all.map((environment) => (
            <Menu.RadioItem
              key={environment.key}
              value={environment.key}
              closeMenuOnClick
              rightSection={<EnvironmentDot environment={environment} />}
            >
              {environment.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
