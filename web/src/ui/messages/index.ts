import type { Lang } from '../../time/calendar';
import { en, type Messages } from './en';
import { ja } from './ja';
import { ko } from './ko';
import { zh } from './zh';

export type { Messages };

/** The interface in every language; a message that one lacks does not compile. */
export const MESSAGES: Record<Lang, Messages> = { en, ko, zh, ja };
