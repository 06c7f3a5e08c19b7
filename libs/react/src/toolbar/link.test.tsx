import { fireEvent } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aServer } from '../test-server.ts';
import { bar, flagSwitch, openToolbar, setFieldValue, setUpPage } from './test-toolbar.tsx';

setUpPage();

describe('the link', () => {
  const urlOverrides = { search: '?ff_old=on', prefix: 'try_' };

  it('is the URL of the page with exactly these overrides', async () => {
    history.replaceState(null, '', '/shop?page=2&try_old=on&burgee_link=x#top');
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await openToolbar(aServer({ banner: false, color: 'red' }), { urlOverrides });
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');
    setFieldValue('color', 'sea & sky');
    await bar().findByText('2 flags overridden');
    fireEvent.click(bar().getByRole('button', { name: 'Copy link' }));
    await bar().findByText('Copied');

    expect(writeText).toHaveBeenCalledWith(`${location.origin}/shop?page=2&try_banner=true&try_color=sea+%26+sky#top`);
  });

  it('can be copied by hand if the browser refuses', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await openToolbar(aServer({ banner: false }), { urlOverrides });
    fireEvent.click(flagSwitch('banner'));
    fireEvent.click(await bar().findByRole('button', { name: 'Copy link' }));
    const link = await bar().findByRole<HTMLInputElement>('textbox', { name: 'Link to copy' });

    expect(link.value).toContain('try_banner=true');
  });

  it('is not offered if URL overrides are off', async () => {
    await openToolbar(aServer({ banner: false }));
    fireEvent.click(flagSwitch('banner'));
    await bar().findByText('1 flag overridden');

    expect(bar().queryByRole('button', { name: 'Copy link' })).toBeNull();
  });
});
