/**
 * APP-6 symbols of units on land, at sea and in the air by their letter codes,
 * and no more: the package's own door brings every other set too, at twice the size.
 */
import { letterair, letterground, lettersea, lettersubsurface, ms } from 'milsymbol/parts';

ms.addIcons([letterground, lettersea, letterair, lettersubsurface]);

export { ms };
