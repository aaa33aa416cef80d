/** The script of every page. */
import { wireThemeButton } from './theme.ts';

wireThemeButton();
