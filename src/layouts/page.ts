/** The script of every page. */
import { keepForOffline } from '../offline/keep.ts';
import { BASE } from './address.ts';
import { wirePlaceSwitch } from './place-switch.ts';
import { wireThemeButton } from './theme.ts';

wireThemeButton();
wirePlaceSwitch();
if (import.meta.env.PROD) keepForOffline(BASE);
