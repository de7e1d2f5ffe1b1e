//! Makes text from strangers safe to show: nothing invisible, nothing that changes what is around it.

/// The text with every control, line-breaking, direction-changing and invisible character replaced by
/// U+FFFD. Use it before printing a name to a terminal or a page.
pub fn plain(text: &str) -> String {
    text.replace(is_hidden, "\u{fffd}")
}

/// Unicode Cc and Cf, separators other than the space, and variation selectors.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_visible_and_letters_stay() {
        assert_eq!(plain("Åsa Þórdís Ωμέγα Ёлка"), "Åsa Þórdís Ωμέγα Ёлка");
        assert_eq!(plain("exe.\u{202e}gnp\n"), "exe.\u{fffd}gnp\u{fffd}");
        assert_eq!(plain("a\u{200b}b\u{1b}[31m"), "a\u{fffd}b\u{fffd}[31m");
    }
}
