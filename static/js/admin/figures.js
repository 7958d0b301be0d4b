// Figures from the registers in the rich text editor of Wagtail, which brings React and DraftJS along.

import { FigureChip } from './figures/chip.js';
import { FigureWindow } from './figures/window.js';

window.draftail.registerPlugin({ type: 'FIGURE', source: FigureWindow, decorator: FigureChip }, 'entityTypes');
