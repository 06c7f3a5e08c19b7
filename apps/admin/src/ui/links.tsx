import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

/** Mantine's styles with the router's types: a link to an unknown screen does not compile. */

type Element = { readonly ref?: Ref<HTMLAnchorElement> };
type Html<P> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P> & Element;

function ButtonElement(props: ButtonProps & Html<ButtonProps>) {
  return <Button component="a" {...props} />;
}

function AnchorElement(props: AnchorProps & Html<AnchorProps>) {
  return <Anchor {...props} />;
}

function NavElement(props: NavLinkProps & Html<NavLinkProps>) {
  return <NavLink component="a" {...props} />;
}

export const ButtonLink = createLink(ButtonElement);
export const TextLink = createLink(AnchorElement);
export const NavItem = createLink(NavElement);
