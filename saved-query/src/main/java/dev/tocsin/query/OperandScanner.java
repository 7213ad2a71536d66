package dev.tocsin.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field name or value: quoted, wildcard or plain text up to a special character or a keyword. Remembers the
 * last place, because the parser asks for the same one as a field and as a value. {@code blankTried} is shared with the
 * parser: the places where a blank was looked for without a word about it.
 */
final class OperandScanner {
    private final String text;
    private final boolean[] blankTried;
    private int start = -1;
    private int end;
    private @Nullable Operand found;

    OperandScanner(String text, boolean[] blankTried) {
        this.text = text;
        this.blankTried = blankTried;
    }

    @Nullable
    Operand at(int place) {
        if (place != start) {
            start = place;
            found = place < text.length() && text.charAt(place) == '"' ? quoted(place) : unquoted(place);
        }
        return found;
    }

    /** Where the operand that {@link #at} gave ends. */
    int end() {
        return end;
    }

    private @Nullable Operand quoted(int place) {
        StringBuilder value = new StringBuilder();
        for (int at = place + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                end = at + 1;
                return new Operand.Quoted(value.toString());
            }
            if (c != '\\' || at + 1 == text.length()) {
                value.append(c);
                continue;
            }
            char next = text.charAt(at + 1);
            int control = control(next);
            int unicode = unicode(at);
            if (control >= 0 || next == '\\' || next == '"') {
                value.append(control >= 0 ? (char) control : next);
                at++;
            } else if (unicode >= 0) {
                value.append((char) unicode);
                at += 5;
            } else {
                value.append('\\');
            }
        }
        return null;
    }

    private @Nullable Operand unquoted(int place) {
        StringBuilder part = new StringBuilder();
        List<String> parts = null;
        int at = place;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                int length = escape(at, part);
                if (length == 0) {
                    break;
                }
                at += length;
            } else if (c == '*') {
                parts = parts == null ? new ArrayList<>() : parts;
                parts.add(part.toString());
                part.setLength(0);
                at++;
            } else if (KqlCharacters.isSpecial(c) || isKeyword(at)) {
                break;
            } else {
                part.append(c);
                at++;
            }
        }
        if (at == text.length()) {
            blankTried[at] = true;
        }
        end = at;
        if (at == place) {
            return null;
        }
        if (parts != null) {
            parts.add(KqlCharacters.trimEnd(part.toString()));
            parts.set(0, KqlCharacters.trimStart(parts.getFirst()));
            return new Operand.Wildcard(parts);
        }
        return plain(KqlCharacters.trimEnd(KqlCharacters.trimStart(part.toString())));
    }

    private static Operand plain(String text) {
        return switch (text) {
            case "true" -> Operand.Constant.TRUE;
            case "false" -> Operand.Constant.FALSE;
            case "null" -> Operand.Constant.NULL;
            default -> new Operand.Text(text);
        };
    }

    /** Blank, {@code or}/{@code and}, blank; or {@code not} and a blank, also in the middle of a word. */
    private boolean isKeyword(int at) {
        blankTried[at] = true;
        if (KqlCharacters.isSpace(text, at)) {
            int length = KqlCharacters.joinerLength(text, at + 1);
            if (length > 0) {
                blankTried[at + 1 + length] = true;
                return KqlCharacters.isSpace(text, at + 1 + length);
            }
            return false;
        }
        if (KqlCharacters.isWord(text, at, "not")) {
            blankTried[at + 3] = true;
            return KqlCharacters.isSpace(text, at + 3);
        }
        return false;
    }

    /** Appends what the escape at this place stands for; answers its length, 0 if it is none. */
    private int escape(int at, StringBuilder out) {
        if (at + 1 == text.length()) {
            return 0;
        }
        char next = text.charAt(at + 1);
        int control = control(next);
        if (control >= 0 || KqlCharacters.isSpecial(next)) {
            out.append(control >= 0 ? (char) control : next);
            return 2;
        }
        int unicode = unicode(at);
        if (unicode >= 0) {
            out.append((char) unicode);
            return 6;
        }
        int keyword = KqlCharacters.isWord(text, at + 1, "not") ? 3 : KqlCharacters.joinerLength(text, at + 1);
        out.append(text, at + 1, at + 1 + keyword);
        return keyword == 0 ? 0 : keyword + 1;
    }

    private static int control(char letter) {
        return switch (letter) {
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            default -> -1;
        };
    }

    /** The unit that a backslash, {@code u} and four hexadecimal digits stand for, or -1. */
    private int unicode(int backslash) {
        if (backslash + 6 > text.length() || text.charAt(backslash + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = backslash + 2; i < backslash + 6; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
