/// What is to be done with a connection once its answer is sent.
enum Delivery {
    /// As the web server asked (FCGI_KEEP_CONN).
    case whole
    /// Read and drop the rest of the request first: it was refused before it had come whole.
    case beforeTheEnd
}
